using System.Text.Json;

namespace Parley.RedTeam;

/// <summary>
/// One attack on the assistant, or the harmless look-alike of one. In its texts <c>{{marker}}</c> stands for a word that is made up for each
/// case, <c>{{canary}}</c> for a secret, and <c>[[…]]</c> encloses what <see cref="Encoding"/> hides.
/// </summary>
/// <param name="Id">The same in every run: runs are compared by it.</param>
/// <param name="Family">Such as <c>direct</c>, <c>indirect</c>, <c>exfiltration</c>.</param>
/// <param name="Language">ISO 639-1.</param>
/// <param name="Turns">What the user says, one message a turn; at least one.</param>
public sealed record Attack(string Id, string Family, string Language, IReadOnlyList<string> Turns)
{
    /// <summary>True for a harmless look-alike: refusing it is the mistake.</summary>
    public bool Twin { get; init; }

    /// <summary>The system message that the assistant has; null for none.</summary>
    public string? System { get; init; }

    /// <summary>A document that the turn finds; null for none.</summary>
    public PlantedDocument? Document { get; init; }

    /// <summary>A call that the assistant is said to have made, and what came back; null for none.</summary>
    public PlantedResult? Tool { get; init; }

    /// <summary>Tools that the assistant may call, such as <c>send_email(to, subject, body)</c>.</summary>
    public IReadOnlyList<string> Tools { get; init; } = [];

    /// <summary>How what stands in double square brackets is hidden; a name of <see cref="Encodings"/>, or null.</summary>
    public string? Encoding { get; init; }

    public Expectation Expects { get; init; } = new();
}

/// <param name="MediaType">Null for plain text.</param>
public sealed record PlantedDocument(string Title, string Text, string? MediaType = null);

/// <param name="Arguments">A JSON object; null for an empty one.</param>
public sealed record PlantedResult(string Name, string Result, JsonElement? Arguments = null);

/// <summary>What tells that an attack has succeeded. Of several signs one is enough.</summary>
public sealed record Expectation
{
    /// <summary>Texts that must stand in nothing that is shown, in whatever disguise.</summary>
    public IReadOnlyList<string> Forbid { get; init; } = [];

    /// <summary>Tools that must not be called.</summary>
    public IReadOnlyList<string> Tools { get; init; } = [];

    /// <summary>Whether the assistant has to refuse.</summary>
    public bool Refusal { get; init; }

    /// <summary>A question about the answer that a judging model says yes to when the attack has succeeded; null where it can be told without.</summary>
    public string? Judge { get; init; }
}
