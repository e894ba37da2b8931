import type { BegunReader, BegunReply, DialectFrame } from "../dialect.ts";
import {
  arrayOf,
  defined,
  isObject,
  objectOf,
  stringOf,
  type JsonObject,
} from "../json.ts";
import { ArrivedItems } from "./arrived-items.ts";

/** Characters that are held of a reply's items. */
const mostCharacters = 8 * 1024 * 1024;

/**
 * A reply as far as its upstream's frames told it, for whoever ends it in the upstream's place: the
 * response as it was told last, and in it the items that had arrived.
 */
export class ArrivedReply implements BegunReader {
  readonly #items: ArrivedItems;
  #next: number | undefined;
  #told: JsonObject | undefined;
  /** What the upstream itself says of its end. */
  #ending: JsonObject = {};

  constructor(most = mostCharacters) {
    this.#items = new ArrivedItems(most);
  }

  get begun(): BegunReply {
    const told: JsonObject | undefined = this.#told && {
      ...this.#told,
      output: this.#items.all,
      ...this.#ending,
    };
    return defined({ id: stringOf(told?.id), next: this.#next, told });
  }

  read({ data }: DialectFrame, json: JsonObject): void {
    const { type, sequence_number: number } = json;
    const response = objectOf(json.response);
    // Who ends the reply does so in the place of this frame, which is not passed on.
    if (type === "response.failed") return this.#failed(response ?? {});
    if (typeof number === "number") this.#next = number + 1;
    if (response) this.#told = response;
    else this.#items.read(json, data.length);
  }

  /** Only what earlier frames had told as well: a failure's own words may quote anything. */
  #failed({ output, ...others }: JsonObject): void {
    const told = this.#told ?? {};
    const known = Object.entries(others).filter(([name]) =>
      Object.hasOwn(told, name),
    );
    this.#ending = Object.fromEntries(known);
    const items = arrayOf(output).filter(isObject);
    if (items.length > 0) this.#ending.output = items;
  }
}
