import { ServerResponse, type IncomingMessage } from "node:http";

type Value = string | number;

/**
 * A response whose header fields are gathered in a list and written at once. The table that Node keeps of
 * them otherwise costs a short reply more than everything else that is written.
 */
export class GatewayResponse<
  Request extends IncomingMessage = IncomingMessage,
> extends ServerResponse<Request> {
  /** Names and values in turns, as Node takes them. */
  readonly #fields: Value[] = [];

  /** Adds a field, or gives it another value. `name` in lower case. */
  tell(name: string, value: Value): void {
    const at = this.#fields.indexOf(name);
    if (at < 0) this.#fields.push(name, value);
    else this.#fields[at + 1] = value;
  }

  /** Writes the status and all fields, these ones last. */
  begin(status: number, fields: Readonly<Record<string, Value>>): this {
    for (const [name, value] of Object.entries(fields)) this.tell(name, value);
    return this.writeHead(status, this.#fields as string[]);
  }
}
