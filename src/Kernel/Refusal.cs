namespace Parley.Kernel;

/// <summary>Why a request is refused, in words for its sender: what was wrong, with which value, and what would fix it.</summary>
/// <param name="Status">The HTTP status, 400 to 599.</param>
/// <param name="Code">A stable name in snake_case that programs can branch on.</param>
/// <param name="Detail">One or two sentences for a person. Never a secret, a stack trace or another tenant's data.</param>
public sealed record Refusal(int Status, string Code, string Detail)
{
    /// <summary>For invalid input: the sentences for each field, by its JSON name.</summary>
    public IReadOnlyDictionary<string, string[]>? Errors { get; init; }

    /// <summary>When trying again makes sense; sent as <c>Retry-After</c>.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Further members of the problem document, such as <c>turn_id</c>.</summary>
    public IReadOnlyDictionary<string, object?>? Extensions { get; init; }

    public static Refusal NotFound(string what) =>
        new(404, "not_found", $"There is no such {what}, or it is not yours to see.");

    public static Refusal Invalid(string field, string sentence) =>
        new(400, "invalid_request", sentence) { Errors = new Dictionary<string, string[]> { [field] = [sentence] } };

    public static Refusal Forbidden(string detail) => new(403, "forbidden", detail);
}

/// <summary>Ends a request with a <see cref="Refusal"/> from wherever it was found; the edge turns it into a problem document.</summary>
public sealed class RefusedException(Refusal refusal) : Exception(refusal.Detail)
{
    public Refusal Refusal { get; } = refusal;
}
