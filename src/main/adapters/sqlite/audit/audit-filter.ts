import type { AuditFilter } from "#shared/gateway/audit.ts";

type Values = Record<string, string | number | null>;

export interface FilterSql {
  /** Conditions joined by AND; never empty. The same for filters with the same fields. */
  readonly where: string;
  readonly values: Values;
}

/** A filter as SQL: only fields that are given become conditions, so that indexes serve. */
export function filterSql(
  filter: AuditFilter & { readonly upTo?: number | undefined },
): FilterSql {
  const conditions = ["TRUE"];
  const values: Values = {};
  const add = (condition: string, named: Values) => {
    conditions.push(condition);
    Object.assign(values, named);
  };
  const { since, until, keyId, outcome, status, model, route, upTo } = filter;
  if (since !== undefined) add("time >= @since", { since });
  if (until !== undefined) add("time < @until", { until });
  if (keyId === null) add("key_id IS NULL", {});
  else if (keyId !== undefined) add("key_id = @keyId", { keyId });
  if (outcome !== undefined) add("outcome = @outcome", { outcome });
  if (status !== undefined)
    add("status BETWEEN @lowest AND @highest", statusRange(status));
  if (model)
    add(
      "(instr(lower(asked_model), @model) > 0 OR instr(lower(served_model), @model) > 0)",
      { model: model.toLowerCase() },
    );
  if (route)
    add("instr(lower(route), @route) > 0", { route: route.toLowerCase() });
  if (upTo !== undefined) add("sequence <= @upTo", { upTo });
  return { where: conditions.join(" AND "), values };
}

function statusRange(status: NonNullable<AuditFilter["status"]>): Values {
  if (typeof status === "number") return { lowest: status, highest: status };
  const lowest = Number(status.slice(0, 1)) * 100;
  return { lowest, highest: lowest + 99 };
}
