// The five questions of the README, asked by the client that is made from the OpenAPI document; prints the answers.
import createClient from "openapi-fetch";
import type { components, paths } from "./archive.js";

declare const process: { argv: string[] };

type Article = components["schemas"]["Article"];
type Problem = components["schemas"]["Problem"];

const archive = createClient<paths>({ baseUrl: process.argv[2] });
const url = "capitalstandard.example/world/2021/02/observers-count-fourteen-violations";

const ceasefire = await archive.GET("/api/v1/search/", {
  params: { query: { q: "ceasefire", facets: ["source"], page_size: 1 } },
});
const flood = await archive.GET("/api/v1/search/", {
  params: { query: { q: "flood -inquiry", histogram: "year", page_size: 1 } },
});
const article = await archive.GET("/api/v1/articles/{id}/", { params: { path: { id: 84 } } });
const found = await archive.GET("/api/v1/lookup/", { params: { query: { url } } });
const refused = await archive.GET("/api/v1/search/", { params: { query: { q: "headlin:flood" } } });

const kinds: string[] = (article.data as Article).authors.map((author) => author.kind);
if (kinds[0] !== "agency") throw new Error(`The first author is of the kind ${kinds[0]}.`);
const problem: Problem | undefined = refused.error as Problem | undefined;
console.log(JSON.stringify([ceasefire.data, flood.data, article.data, found.data, problem]));
