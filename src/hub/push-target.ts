/** Where a push goes, and what opens the door. The token goes nowhere but into requests. */
export interface PushTarget {
  /** `org/name` */
  repository: string;
  /** Begins with `hf_`. */
  token: string;
  /** Without a slash at the end. */
  hubUrl: string;
  /** Of a repository that has to be made; null leaves it to the organisation. */
  visibility: 'private' | 'public' | null;
}
