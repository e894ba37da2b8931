const hidden = "[hidden]";

/** A run of digits with the separators that people put between them. */
const digitRuns = /\+?\(?\d(?:[ ().\u00A0/-]{0,3}\d){6,}/g;
/** Dates and network addresses are numbers of nobody. */
const impersonal =
  /^\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|^\d{1,2}[-/.]\d{1,2}[-/.]\d{4}$|^\d{1,3}(?:\.\d{1,3}){3}$/;

/** Text without what looks like the number of a card or of a phone. */
export function redactNumbers(text: string): string {
  return text.replace(digitRuns, (run) =>
    isCard(run) || isPhone(run) ? hidden : withoutCards(run),
  );
}

/** A card's number with others beside it, such as the month in which it ends. */
function withoutCards(run: string): string {
  const groups = [...run.matchAll(/\d+/g)];
  let shown = "";
  let at = 0;
  for (let first = 0; first < groups.length; first += 1) {
    const last = endOfCard(groups, first);
    if (last === undefined) continue;
    const [begin, end] = [groups[first]?.index ?? at, endOf(groups[last])];
    shown += withoutPhones(run.slice(at, begin)) + hidden;
    at = end;
    first = last;
  }
  return shown + withoutPhones(run.slice(at));
}

/** Which group ends a card's number that begins with this one: its groups have four digits or more, the last may have fewer. */
function endOfCard(
  groups: readonly RegExpExecArray[],
  first: number,
): number | undefined {
  let digits = "";
  for (let last = first; last < groups.length; last += 1) {
    const [group = ""] = groups[last] ?? [];
    digits += group;
    if (digits.length > 19) return undefined;
    if (isCard(digits)) return last;
    if (group.length < 4) return undefined;
  }
  return undefined;
}

function endOf(group: RegExpExecArray | undefined): number {
  return group === undefined ? 0 : group.index + group[0].length;
}

function withoutPhones(text: string): string {
  return text.replace(digitRuns, (run) => (isPhone(run) ? hidden : run));
}

function isCard(run: string): boolean {
  const digits = run.replaceAll(/\D/g, "");
  if (digits.length < 13 || digits.length > 19) return false;
  const sum = digits
    .split("")
    .reverse()
    .reduce((total, digit, index) => {
      const value = Number(digit) * (index % 2 === 1 ? 2 : 1);
      return total + (value > 9 ? value - 9 : value);
    }, 0);
  return sum % 10 === 0;
}

/** With a plus, or in groups: a bare number may count anything. */
function isPhone(run: string): boolean {
  const digits = run.replaceAll(/\D/g, "");
  if (digits.length > 15 || impersonal.test(run)) return false;
  if (run.startsWith("+")) return true;
  const groups = run.split(/\D+/).filter((group) => group !== "");
  return digits.length >= 9 && groups.length >= 3;
}
