// Walks all articles by the client that is made from the OpenAPI document; prints their ids.
import createClient from "openapi-fetch";
import type { components, paths } from "./archive.js";

declare const process: { argv: string[] };

type Page = components["schemas"]["ArticleList"];

const archive = createClient<paths>({ baseUrl: process.argv[2] });
const ids: number[] = [];
let cursor: string | null = "";
while (cursor !== null) {
  const answer = await archive.GET("/api/v1/articles/", {
    params: { query: { sort: "oldest", page_size: 100, ...(cursor ? { cursor } : {}) } },
  });
  if (answer.error) throw new Error(JSON.stringify(answer.error));
  const page = answer.data as Page;
  ids.push(...page.results.map((one) => one.id));
  cursor = page.next ? new URL(page.next).searchParams.get("cursor") : null;
}
console.log(JSON.stringify(ids));
