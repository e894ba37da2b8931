import { matchesGlob } from "../policy/glob.ts";
import { spellingsOf } from "../policy/spellings.ts";

const alias = "alias:";

/** What a key says about the targets that it may reach. */
export interface KeyRules {
  /** Empty allows all. */
  readonly allow: readonly string[];
  /** Wins over `allow`. */
  readonly deny: readonly string[];
}

/** A resolved target as the rules of a key see it. */
export interface RuledTarget {
  readonly instance: string;
  /** Upstream model id. */
  readonly model: string;
  /** The aliases that led here, through one another; absent where none did. */
  readonly aliases?: readonly string[];
  readonly cloud: boolean;
  readonly highRisk: boolean;
  /** Clients of the local network may use it. */
  readonly lan: boolean;
}

/** Whether a key may reach a target. */
export function permits(rules: KeyRules, target: RuledTarget): boolean {
  if (rules.deny.some((pattern) => forbids(pattern, target))) return false;
  return (
    rules.allow.length === 0 ||
    rules.allow.some((pattern) => matchesTarget(pattern, target))
  );
}

/** A denial holds for a model however it is spelled, a permission for the one spelling alone. */
function forbids(pattern: string, target: RuledTarget): boolean {
  if (matchesTarget(pattern, target)) return true;
  if (pattern.startsWith(alias)) return false;
  const plain = pattern.toLowerCase();
  const instance = `${target.instance.toLowerCase()}:`;
  if (!mayBeOf(instance, plain)) return false;
  return spellingsOf(target.model).some((model) =>
    matchesGlob(plain, instance + model),
  );
}

/** No for a rule of another instance, as most are, without a look at the model. */
function mayBeOf(instance: string, pattern: string): boolean {
  const star = pattern.indexOf("*");
  const fixed = star < 0 ? pattern : pattern.slice(0, star);
  return fixed.startsWith(instance) || instance.startsWith(fixed);
}

function matchesTarget(pattern: string, target: RuledTarget): boolean {
  if (pattern === "cloud") return target.cloud;
  if (pattern === "high-risk") return target.highRisk;
  if (pattern === "lan") return target.lan;
  if (pattern.startsWith(alias)) {
    const name = pattern.slice(alias.length);
    return target.aliases?.some((alias) => matchesGlob(name, alias)) ?? false;
  }
  return matchesGlob(pattern, `${target.instance}:${target.model}`);
}
