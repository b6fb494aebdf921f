namespace Parley.Server.Tests.Attacks;

/// <summary>What one person has said and been answered.</summary>
/// <param name="Cursor">Of their list of conversations.</param>
/// <param name="SendKey">The idempotency key that their turn was sent with.</param>
internal sealed record PersonThings(
    string Conversation, string OtherConversation, string Question, string Answer, string Turn, string Cursor, string MessageCursor, string SendKey,
    string Folder, string Share, string Import, string File, string BatchFile, string Batch)
{
    /// <summary>What nobody else may be told of, unless they said it themselves.</summary>
    public IEnumerable<string> Ids => [Conversation, OtherConversation, Question, Answer, Turn, Folder, Share, Import, File, BatchFile, Batch];
}

/// <summary>What a tenant keeps in common.</summary>
internal sealed record TenantThings(
    string Namespace, string Document, string OtherDocument, string ExternalId, string DocumentCursor, string Job, string ApiKey, string KeyCursor,
    string UsageCursor, string EntriesCursor, string User, string Group, string Invitation, string Session, string Tenant, string Budget,
    string BudgetCursor, string Provider, string Domain, string Source, string Deployment, string Policy, string RedTeamRun, string Review, string Example, string DryRun)
{
    public IEnumerable<string> Ids => [Document, OtherDocument, Job, ApiKey, User, Group, Invitation, Session, Budget, Provider, Domain, Source, Deployment, Policy, RedTeamRun, Review, Example, DryRun];
}

/// <summary>Words that each stand in exactly one text of a victim.</summary>
internal static class Canary
{
    public const string Title = "zorbtitle";
    public const string Message = "zorbmessage";
    public const string OtherTitle = "zorbothertitle";
    public const string FolderName = "zorbfoldername";
    public const string FileName = "zorbfilename";
    public const string FileText = "zorbfiletext";
    public const string DocumentTitle = "zorbdoctitle";
    public const string DocumentText = "zorbdoctext";
    public const string KeyName = "zorbkeyname";
    public const string Metadata = "zorbmetadata";
    public const string PersonName = "zorbpersonname";
    public const string GroupName = "zorbgroupname";
    public const string ProviderName = "zorbprovidername";
    public const string DomainName = "zorbdomainname";
    public const string SourceName = "zorbsourcename";
    public const string DeploymentName = "zorbdeploymentname";
    public const string RouteName = "zorbroutename";
    public const string PolicyName = "zorbpolicyname";
    public const string PolicyTerm = "zorbpolicyterm";
    public const string ReviewText = "zorbreviewtext";
    public const string ReviewReason = "zorbreviewreason";

    public static IReadOnlyList<string> All { get; } =
        [Title, Message, OtherTitle, FolderName, FileName, FileText, DocumentTitle, DocumentText, KeyName, Metadata, PersonName, GroupName, ProviderName, DomainName, SourceName, DeploymentName, RouteName, PolicyName, PolicyTerm, ReviewText, ReviewReason, InProcessServer.OwnerEmail];
}

/// <summary>Whose things are tried, and what the one who tries has of their own.</summary>
internal sealed record Target(PersonThings Victim, TenantThings Tenant, PersonThings Own);

/// <summary>One request that should get nothing of the victim's.</summary>
/// <param name="MayAnswer">True when an answer is right, as long as it has nothing of the victim's: a list of one's own, say.</param>
internal sealed record Attempt(
    string Method, string Path, object? Body = null, string? SendKey = null, long? LastEvent = null, bool MayAnswer = false, string MediaType = "application/json");

/// <summary>Whom the things of a route belong to.</summary>
internal enum Holder
{
    /// <summary>A person: neither others of their tenant nor their tenant's owner may see them.</summary>
    Person,

    /// <summary>A tenant: those who manage it may see them.</summary>
    Tenant,
}

/// <summary>How a route is tried.</summary>
internal sealed record AttackCase(string Route, Holder Holder, Func<Target, IEnumerable<Attempt>> Attempts);
