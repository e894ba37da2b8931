import { isIPv6 } from "node:net";

type Groups = readonly number[];

/** The IPv4 address that an IPv6 one carries and may be delivered to; undefined where it carries none. */
export function embeddedIpv4(address: string): string | undefined {
  if (!isIPv6(address)) return undefined;
  const groups = groupsOf(address);
  const at = placeOf(groups);
  if (at === undefined) return undefined;
  const [high = 0, low = 0] = groups.slice(at, at + 2);
  return [high >> 8, high & 255, low >> 8, low & 255].join(".");
}

/** Index of the first of the two groups that are the IPv4 address. */
function placeOf(groups: Groups): number | undefined {
  const [first, second, third] = groups;
  const isNat64 = first === 0x64 && second === 0xff9b;
  if (isNat64 && (third === 1 || isZero(groups, 2, 6))) return 6;
  // 6to4 carries it in front.
  if (first === 0x2002) return 1;
  // ISATAP.
  if ((groups[4] === 0 || groups[4] === 0x200) && groups[5] === 0x5efe)
    return 6;
  if (!isZero(groups, 0, 4)) return undefined;
  const [fifth, sixth] = groups.slice(4, 6);
  const isMapped = fifth === 0 && sixth === 0xffff;
  const isTranslated = fifth === 0xffff && sixth === 0;
  if (isMapped || isTranslated) return 6;
  // `::` and `::1` are addresses of their own.
  const isCompatible = fifth === 0 && sixth === 0 && groups[6] !== 0;
  return isCompatible ? 6 : undefined;
}

function isZero(groups: Groups, from: number, to: number): boolean {
  return groups.slice(from, to).every((group) => group === 0);
}

/** The eight groups of a valid address. */
function groupsOf(address: string): Groups {
  const [front = "", back] = address.split("::");
  const before = readGroups(front);
  if (back === undefined) return before;
  const after = readGroups(back);
  const zeros = Math.max(0, 8 - before.length - after.length);
  return [...before, ...Array<number>(zeros).fill(0), ...after];
}

function readGroups(text: string): Groups {
  if (text === "") return [];
  return text.split(":").flatMap((group) => {
    if (!group.includes(".")) return Number.parseInt(group, 16);
    const [a = 0, b = 0, c = 0, d = 0] = group.split(".").map(Number);
    return [a * 256 + b, c * 256 + d];
  });
}
