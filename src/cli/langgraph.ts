import { composeDialogues } from '../pipeline/candidate-maker.js';
import { defaultConfiguration } from './default-configuration.js';

/** The state machine as LangGraph's own dev tools open it (`langgraph.json`); `npm run graph -- --state 0` prints an input. */
export const { graph } = composeDialogues(defaultConfiguration());
