import { AppError } from "#shared/errors/app-error.ts";
import { cleanAddress } from "#main/domain/catalog/clean-address.ts";
import { pathBehind } from "#main/domain/catalog/provider-at.ts";

/**
 * An address as a person gives it, without a trailing slash; a known host gets its path. Throws
 * `invalid-request`: keys in an address would end up in logs, so they are refused.
 */
export function checkedAddress(given: string): string {
  if (!URL.canParse(given))
    throw badAddress("The address must begin with http:// or https://.");
  const url = new URL(given);
  if (url.protocol !== "http:" && url.protocol !== "https:")
    throw badAddress("The address must begin with http:// or https://.");
  if (url.username !== "" || url.password !== "")
    throw badAddress("The address must not hold a user name or a password.");
  if (url.pathname === "/") url.pathname = pathBehind(url);
  return cleanAddress(url);
}

export function badAddress(message: string): AppError {
  return new AppError("invalid-request", {
    message,
    data: { parameter: "baseUrl" },
  });
}
