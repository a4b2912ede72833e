// A picture as it is sent: as it is if it is small, reduced by the browser if not. So a phone's photo
// of ten megabytes takes only a moment, and formats that only this browser knows arrive as JPEG.
// Put before `picture-input.js`.

// What the server reads by itself.
const SENT_AS_IT_IS = ["png", "jpeg", "webp", "gif", "bmp", "tiff", "avif", "jp2"];
const MOST_BYTES = 100e6; // With somewhat more, browsers run out of memory.

// Returns the file in base 64; throws the name of a text that says why it cannot be sent.
async function packed(file, { side, bytes, most }) {
  if (file.type.startsWith("video/")) throw "video";
  if (file.size > MOST_BYTES) throw "too_large";
  const picture = await opened(file);
  if (!picture) {
    if (file.type && !file.type.startsWith("image/")) throw "no_picture";
    if (file.size > most) throw "too_large";
    return inBase64(file);
  }
  const { width, height } = picture;
  const isKnown = SENT_AS_IT_IS.includes(file.type.replace("image/", ""));
  if (isKnown && file.size <= bytes && Math.max(width, height) <= side) return inBase64(file);
  const scale = Math.min(1, side / Math.max(width, height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(width * scale));
  canvas.height = Math.max(1, Math.round(height * scale));
  const pen = canvas.getContext("2d");
  // JPEG has no transparency.
  pen.fillStyle = "white";
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.imageSmoothingQuality = "high";
  pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close();
  return inBase64(await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.9)));
}

async function opened(file) {
  try {
    return await createImageBitmap(file);
  } catch {
    return null;
  }
}

function inBase64(file) {
  return new Promise((done, fail) => {
    const reader = new FileReader();
    reader.onload = () => done(reader.result.slice(reader.result.indexOf(",") + 1));
    // The file was changed or taken away in the meantime.
    reader.onerror = () => fail("no_picture");
    reader.readAsDataURL(file);
  });
}
