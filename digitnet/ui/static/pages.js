// The way between the pages. Streamlit's links are only links: this says that they are navigation,
// and which of them leads to the page that is shown.

export default function pages({ data, parentElement }) {
  const navigation = parentElement.closest(".st-key-pages");
  navigation.setAttribute("role", "navigation");
  navigation.setAttribute("aria-label", data.label);
  navigation.querySelectorAll("a").forEach((link, position) => {
    if (position === data.current) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  });
}
