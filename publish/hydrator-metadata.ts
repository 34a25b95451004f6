export interface HydratorMetadataProps {
  readonly repository: string | undefined;
  /** Whole id of the commit that was rendered. */
  readonly sha: string;
  /** `Name <address>` */
  readonly author: string;
  /** ISO 8601. */
  readonly date: string;
  readonly subject: string;
  readonly body: string;
}

/** The file by which GitOps Promoter and Argo CD know the commit that was rendered (gitops-promoter, custom hydrator). */
export const hydratorMetadataText = ({
  repository,
  sha,
  author,
  date,
  subject,
  body,
}: HydratorMetadataProps): string =>
  `${JSON.stringify({ repoURL: repository, drySha: sha, author, date, subject, body: body === "" ? undefined : body }, null, 2)}\n`;
