/** What an instance may be asked at most, by the user's own word. Absent: no limit. */
export interface RateLimits {
  readonly requestsPerMinute?: number;
  /** Input and output together. */
  readonly tokensPerMinute?: number;
  readonly concurrent?: number;
}
