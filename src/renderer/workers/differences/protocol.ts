import type { Differences, DifferencesQuery } from "./differences.ts";

export interface DifferencesRequest {
  readonly id: number;
  readonly query: DifferencesQuery;
}

export interface DifferencesResponse {
  readonly id: number;
  readonly differences: Differences;
}
