using Parley.Safety;

namespace Parley.Orchestration;

/// <summary>What stands in the place of an answer, or of its rest, that must not be shown.</summary>
internal static class RefusalText
{
    private const string English = "I cannot go on with this answer.";

    private static readonly Dictionary<string, string> BuiltIn = new()
    {
        ["en"] = English,
        ["de"] = "Diese Antwort kann ich nicht weiterführen.",
        ["fr"] = "Je ne peux pas poursuivre cette réponse.",
        ["es"] = "No puedo continuar con esta respuesta.",
        ["it"] = "Non posso proseguire con questa risposta.",
        ["pt"] = "Não posso continuar com esta resposta.",
        ["nl"] = "Ik kan met dit antwoord niet verdergaan.",
        ["pl"] = "Nie mogę kontynuować tej odpowiedzi.",
    };

    /// <param name="language">ISO 639-1; null when it is not known.</param>
    public static string For(Policy policy, string? language) =>
        (language is null ? null : policy.Refusals.GetValueOrDefault(language)) ?? policy.Refusals.GetValueOrDefault("default")
        ?? BuiltIn.GetValueOrDefault(language ?? "en", English);
}
