const marker = "mdk_";
/** Without letters that are read for one another. */
const alphabet = "0123456789abcdefghjkmnpqrstvwxyz";
const secretLength = 48;
const shownLength = 8;
const tokenPattern = new RegExp(`^${marker}[${alphabet}]{${secretLength}}$`);

/** Random bytes that a token is made of; each gives five bits. */
export const gatewayTokenBytes = secretLength;

/** A new gateway key as its owner carries it: 240 random bits, 40 of them in the open as its prefix. */
export function gatewayToken(random: Uint8Array): string {
  const letters = Array.from(random.subarray(0, secretLength), (byte) =>
    alphabet.charAt(byte & 31),
  );
  return marker + letters.join("");
}

/** The part by which a key is found and shown; undefined for a text that is no gateway key. */
export function gatewayTokenPrefix(token: string): string | undefined {
  return tokenPattern.test(token)
    ? token.slice(0, marker.length + shownLength)
    : undefined;
}
