using System.Text.Json.Serialization;

namespace Parley.Accounts;

/// <summary>An API key as its owner sees it.</summary>
/// <param name="Key">The key itself, in the answer that made it and nowhere else.</param>
/// <param name="Ending">Its last four characters, to tell keys apart.</param>
/// <param name="Kind"><c>user</c>, <c>service</c>, or <c>environment</c>.</param>
/// <param name="User">Whose key it is; null for a service key.</param>
/// <param name="Role">Of a service key; other keys have the role that their user has at the moment.</param>
/// <param name="MadeBy">Of a service key: who made it.</param>
public sealed record ApiKeyView(
    ApiKeyId Id,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Key,
    string Name,
    string Ending,
    string Kind,
    UserId? User,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Role,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] UserId? MadeBy,
    IReadOnlyList<string> Scopes,
    DateTimeOffset CreatedAt,
    DateTimeOffset? ExpiresAt,
    DateTimeOffset? LastUsedAt);

/// <summary>What a service key has of its own, where another key has its user's.</summary>
internal sealed record ServiceStanding(Role Role, SubjectId Subject, UserId MadeBy);

/// <summary>A key before it is kept; only its hash will be.</summary>
/// <param name="User">Empty for a service key.</param>
internal sealed record NewApiKey(
    ApiKeyId Id, string Key, string Kind, string Name, string User, ServiceStanding? Service, IReadOnlyList<string> Scopes, int? LifetimeDays,
    DateTimeOffset Now)
{
    public DateTimeOffset? ExpiresAt => LifetimeDays is { } days ? Now.AddDays(days) : null;

    public string Ending => Key[^4..];

    public ApiKeyView View => Row.View with { Key = Key };

    public ApiKeyRow Row => new(
        Id.Value, User, Kind, Name, Ending, string.Join(' ', Scopes), LifetimeDays, Now.ToUnixTimeMilliseconds(), ExpiresAt?.ToUnixTimeMilliseconds(), null,
        Service is { } service ? Standing.NameOf(service.Role) : null, Service?.Subject.Value, Service?.MadeBy.Value);
}

internal sealed record ApiKeyRow(
    string Id, string UserId, string Kind, string Name, string Ending, string Scopes, long? LifetimeDays, long CreatedAt, long? ExpiresAt,
    long? LastUsedAt, string? Role, string? SubjectId, string? MadeBy)
{
    public const string Columns =
        """
        id as Id, user_id as UserId, kind as Kind, name as Name, ending as Ending, scopes as Scopes, lifetime_days as LifetimeDays,
        created_at as CreatedAt, expires_at as ExpiresAt, last_used_at as LastUsedAt, role as Role, subject_id as SubjectId, made_by as MadeBy
        """;

    public IReadOnlyList<string> ScopeList => Scopes.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    public ApiKeyView View => new(
        new(Id), null, Name, Ending, Kind, UserId.Length == 0 ? null : new Id<Ids.User>(UserId), Role, MadeBy is null ? null : new Id<Ids.User>(MadeBy), ScopeList,
        Moment(CreatedAt)!.Value, Moment(ExpiresAt), Moment(LastUsedAt));

    private static DateTimeOffset? Moment(long? milliseconds) =>
        milliseconds is { } value ? DateTimeOffset.FromUnixTimeMilliseconds(value) : null;
}
