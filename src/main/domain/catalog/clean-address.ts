const versionParameter = "api-version";

/** An address without credentials, trailing slash and query; only the version of the interface stays. */
export function cleanAddress(url: URL): string {
  const path = url.pathname.replace(/\/+$/, "");
  const version = url.searchParams.get(versionParameter);
  const query =
    version === null
      ? ""
      : `?${new URLSearchParams({ [versionParameter]: version }).toString()}`;
  return `${url.protocol}//${url.host}${path}${query}`;
}
