import { createHmac } from "node:crypto";

/** HMAC-SHA-256 as base64url: the same text gives the same name, and the name tells nothing. */
export function createKeyedDigest(secret: string): (text: string) => string {
  return (text) =>
    createHmac("sha256", secret).update(text, "utf8").digest("base64url");
}
