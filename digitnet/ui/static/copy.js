// A button that copies a text.

const SAID = 2000; // Milliseconds for which it confirms that it has.

export default function copy({ data, parentElement }) {
  const button = parentElement.querySelector("button") ?? parentElement.appendChild(newButton());
  button.textContent = data.copy;
  button.onclick = async () => {
    await toClipboard(data.text);
    button.textContent = data.copied;
    setTimeout(() => (button.textContent = data.copy), SAID);
  };
}

function newButton() {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "dn-button dn-copy";
  return button;
}

async function toClipboard(text) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    // Only secure pages have the clipboard; selections can be copied on all of them.
    const area = document.body.appendChild(document.createElement("textarea"));
    area.value = text;
    area.select();
    document.execCommand("copy");
    area.remove();
  }
}
