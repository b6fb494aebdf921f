namespace Parley.Conversations;

/// <summary>What a job needs to know of a thing that belongs to a subject: <c>subject/id</c>.</summary>
internal static class SubjectPayload
{
    public static string Write(SubjectId subject, string id) => $"{subject}/{id}";

    public static (SubjectId Subject, string Id) Read(string payload)
    {
        var slash = payload.IndexOf('/', StringComparison.Ordinal);
        return (new(payload[..slash]), payload[(slash + 1)..]);
    }
}
