import type { DemoStyle } from "./models.ts";

interface PreparedTopic {
  readonly asked: RegExp;
  /** Answers that agree in most and differ in some, as those of real models do. */
  readonly answers: Readonly<Record<"short" | "long" | "reasoning", string>>;
}

const coldBrew: PreparedTopic = {
  asked: /cold brew/i,
  answers: {
    long: `Yes, but only while it is short. A cold brew keeps in the refrigerator for 7 to 10 days as a concentrate and 2 to 3 days once it is diluted.

### Why it lasts

Cold water draws out fewer acids and oils, so there is less to oxidise. Most of the staling that people taste is oxidation, not spoilage.

### How to keep it

- Strain it twice; fine grounds go on extracting.
- Use a glass bottle, filled to the top and closed.
- Keep it at 4 °C or below.
- Write the date on the bottle.

If it smells sour or shows a film, throw it away.`,
    short: `Yes. As a concentrate, cold brew keeps in the refrigerator for about 2 weeks; diluted, for 2 to 3 days.

### Why it lasts

Cold water draws out fewer acids and oils, so there is less to oxidise.

### How to keep it

- Strain it through paper; fine grounds go on extracting.
- Use a glass bottle, filled to the top and closed.
- Keep it at 5 °C or below.

Adding milk or sugar shortens all of this to a day.

If it smells sour or shows a film, throw it away.`,
    reasoning: `Yes. A concentrate keeps in the refrigerator for 7 to 10 days, and for 1 day after it is diluted.

### Why it lasts

Cold water draws out fewer acids and oils, so there is less to oxidise.

### How to keep it

- Strain it well; fine grounds go on extracting.
- Use a glass bottle, filled to the top and closed.
- Keep it at 4 °C or below.

If it smells sour or shows a film, throw it away.`,
  },
};

const databases: PreparedTopic = {
  asked: /sqlite.+postgres|postgres.+sqlite/is,
  answers: {
    long: `For a small web app on one server, take SQLite and keep the door to PostgreSQL open.

| | SQLite | PostgreSQL |
|:--|:--|:--|
| Setup | a file | a server and a user |
| Writers at once | 1 | many |
| Backups | copy or stream the file | pg_dump or base backup |
| Comfortable up to | 100 GB | many terabytes |

Switch when a second server has to write, or when reports block your users.`,
    short: `For a small web app on one server, take SQLite and keep the door to PostgreSQL open.

| | SQLite | PostgreSQL |
|:--|:--|:--|
| Setup | a file | a server and a user |
| Writers at once | 1 | many |
| Backups | copy the file | pg_dump |
| Comfortable up to | 10 GB | many terabytes |

Turn on WAL mode first; it lets readers and the writer work side by side.`,
    reasoning: `If you expect to grow, begin with PostgreSQL.

| | SQLite | PostgreSQL |
|:--|:--|:--|
| Setup | a file | a server and a user |
| Writers at once | 1 | many |
| Backups | copy or stream the file | pg_dump or base backup |

Switch when a second server has to write, or when reports block your users.`,
  },
};

const topics: readonly PreparedTopic[] = [coldBrew, databases];

/** The text that one of the window's own examples was given in advance; absent for any other prompt. */
export function preparedAnswer(
  style: DemoStyle,
  prompt: string,
): string | undefined {
  const topic = topics.find(({ asked }) => asked.test(prompt));
  return topic?.answers[style === "failing" ? "long" : style];
}
