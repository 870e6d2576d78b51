export { documentInPage, pageWith } from './page.ts';
