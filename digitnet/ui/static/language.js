// Which language the page is in: for screen readers, for what the pages' scripts write as figures,
// and, once somebody has chosen one, for the browser to keep.

export default function language({ data }) {
  document.documentElement.lang = data.language;
  if (!data.cookie) return;
  document.cookie = `${data.cookie}=${data.language}; path=/; max-age=${365 * 86400}; samesite=lax`;
}
