// The camera. Phones have an app of their own for it, which a file input opens on any page; for
// other computers a viewfinder, which browsers allow on secure pages only. Put before
// `picture-input.js`.

const isPhone = () => matchMedia("(pointer: coarse)").matches;
const hasViewfinder = () => isSecureContext && !!navigator.mediaDevices?.getUserMedia;

// Returns a photo, or null if none was taken; throws the name of a text if there is no camera.
async function photo(dialog) {
  const video = dialog.querySelector("video");
  let stream;
  try {
    const wanted = { width: { ideal: 1920 }, height: { ideal: 1080 }, facingMode: "environment" };
    stream = await navigator.mediaDevices.getUserMedia({ video: wanted });
  } catch {
    throw "no_camera";
  }
  try {
    video.srcObject = stream;
    dialog.showModal();
    const isTaken = await new Promise((done) => {
      dialog.querySelector(".dn-shutter").onclick = () => done(true);
      dialog.querySelector(".dn-cancel").onclick = () => done(false);
      dialog.oncancel = () => done(false);
    });
    return isTaken && video.videoWidth ? await frame(video) : null;
  } finally {
    dialog.close();
    video.srcObject = null;
    stream.getTracks().forEach((track) => track.stop());
  }
}

function frame(video) {
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [video.videoWidth, video.videoHeight];
  canvas.getContext("2d").drawImage(video, 0, 0);
  return new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.92));
}
