export * from './mermaid';
export * from './svg';
