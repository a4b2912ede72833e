// Which language the page is in: for screen readers, for what the pages' scripts write as figures,
// and, once somebody has chosen one, for the browser to keep.

export default function language({ data }) {
  document.documentElement.lang = data.language;
  if (!data.cookie) return;
  const days = 365;
  document.cookie = `${data.cookie}=${data.language}; path=/; max-age=${days * 86400}; samesite=lax`;
}
