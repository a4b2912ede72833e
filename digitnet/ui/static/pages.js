// The navigation. Streamlit's links are only links: this marks them as navigation,
// and marks the one that leads to the page that is shown.

const watchers = new WeakMap();

export default function pages({ data, parentElement }) {
  const navigation = parentElement.closest(".st-key-pages");
  navigation.setAttribute("role", "navigation");
  navigation.setAttribute("aria-label", data.label);
  const mark = () => {
    navigation.querySelectorAll("a").forEach((link, position) => {
      if (position === data.current) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    });
  };
  mark();
  // Streamlit may put links there later than this, or anew.
  watchers.get(navigation)?.disconnect();
  const watcher = new MutationObserver(mark);
  watcher.observe(navigation, { childList: true, subtree: true });
  watchers.set(navigation, watcher);
  return () => watcher.disconnect();
}
