// Loads a component's script from the server. Streamlit sends a component's own script again with
// all new data, several times a second while somebody draws, so this is all that it is given.

// `FILE`, defined before this file, is beside the page, or one folder up if the page's address ends
// with a slash. Browsers may remember a failure, so each further try has another address.
async function load(tries = 0) {
  const address = new URL(`${tries % 2 ? "../" : ""}script/${FILE}`, document.baseURI);
  if (tries > 1) address.searchParams.set("again", tries);
  try {
    return await import(address.href);
  } catch {
    if (tries % 2) await new Promise((resolve) => setTimeout(resolve, 1000));
    return load(tries + 1);
  }
}

export default (await load()).default;
