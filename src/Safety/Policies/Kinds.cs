namespace Parley.Safety;

/// <summary>The names that policies, findings and moderations share.</summary>
public static class Kinds
{
    /// <summary>Categories of harm, named as OpenAI's moderation names them.</summary>
    public static IReadOnlyList<string> Harm { get; } =
    [
        "harassment", "harassment/threatening", "hate", "hate/threatening", "illicit", "illicit/violent", "self-harm", "self-harm/intent",
        "self-harm/instructions", "sexual", "sexual/minors", "violence", "violence/graphic",
    ];

    /// <summary>Kinds of personal data, and secrets.</summary>
    public static IReadOnlyList<string> Personal { get; } =
    [
        "email", "phone", "card", "iban", "national_id", "ip", "domain", "url", "date_of_birth", "person", "address", "organization", "location", "secret",
    ];
}
