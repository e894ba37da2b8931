import { ServerResponse, type IncomingMessage } from "node:http";

type Value = string | number;

/**
 * A response whose header fields are gathered in a list and written at once: without the table that Node
 * keeps of them, a short reply costs about a microsecond less, a hundredth of a request.
 */
export class GatewayResponse<
  Request extends IncomingMessage = IncomingMessage,
> extends ServerResponse<Request> {
  /** Names and values in turns, as Node takes them. */
  readonly #fields: Value[] = [];
  /** All of the reply is on its way, though the response has not ended: its request is still coming in. */
  isTold = false;

  /** Adds a field, or gives it another value. `name` in lower case. */
  tell(name: string, value: Value): void {
    const fields = this.#fields;
    // Only names are compared: a value may be any text, also one that reads like a name.
    for (let at = 0; at < fields.length; at += 2)
      if (fields[at] === name) {
        fields[at + 1] = value;
        return;
      }
    fields.push(name, value);
  }

  /** Writes the status and all fields, these ones last. */
  begin(status: number, fields: Readonly<Record<string, Value>>): this {
    for (const name of Object.keys(fields)) {
      const value = fields[name];
      if (value !== undefined) this.tell(name, value);
    }
    return this.writeHead(status, this.#fields as string[]);
  }
}
