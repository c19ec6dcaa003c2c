/** The forms of one fact by name: `written` (2600元), `spoken` (两千六), `value` (2600), and the fields of a choice. Plain data. */
export type FactForms = Readonly<Record<string, string>>;
/** Facts of a dialogue by name. */
export type Facts = Readonly<Record<string, FactForms>>;
