export { runbookDocument, type DormantGroup, type RunbookName, type RunbookOptions } from './document';
export { runbookMarkdown } from './markdown';
export { runbookPermissions, type RunbookPermission } from './permissions';
