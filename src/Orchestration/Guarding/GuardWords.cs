using Parley.Safety;

namespace Parley.Orchestration;

/// <summary>What a person reads whose message is not answered, in the person's language.</summary>
internal static class GuardWords
{
    private static readonly Dictionary<string, string> Refusals = new()
    {
        ["en"] = "I cannot help with this request.",
        ["de"] = "Bei dieser Anfrage kann ich nicht helfen.",
        ["fr"] = "Je ne peux pas donner suite à cette demande.",
        ["es"] = "No puedo ayudar con esta petición.",
        ["it"] = "Non posso aiutare con questa richiesta.",
        ["pt"] = "Não posso ajudar com este pedido.",
        ["nl"] = "Met dit verzoek kan ik niet helpen.",
        ["ro"] = "Nu pot ajuta cu această cerere.",
        ["tr"] = "Bu istekte yardımcı olamam.",
        ["vi"] = "Tôi không thể giúp với yêu cầu này.",
        ["sv"] = "Jag kan inte hjälpa till med den här begäran.",
        ["da"] = "Jeg kan ikke hjælpe med denne anmodning.",
        ["nb"] = "Jeg kan ikke hjelpe med denne forespørselen.",
        ["pl"] = "Nie mogę pomóc w tej sprawie.",
        ["cs"] = "S tímto požadavkem nemohu pomoci.",
        ["fi"] = "En voi auttaa tässä pyynnössä.",
        ["hu"] = "Ebben a kérésben nem tudok segíteni.",
        ["id"] = "Saya tidak dapat membantu permintaan ini.",
        ["ru"] = "Я не могу помочь с этим запросом.",
        ["uk"] = "Я не можу допомогти з цим запитом.",
        ["el"] = "Δεν μπορώ να βοηθήσω με αυτό το αίτημα.",
        ["ar"] = "لا يمكنني المساعدة في هذا الطلب.",
        ["zh"] = "我无法协助处理这个请求。",
        ["ja"] = "このご依頼にはお応えできません。",
        ["ko"] = "이 요청은 도와드릴 수 없습니다.",
    };

    private static readonly Dictionary<string, string> Handoffs = new()
    {
        ["en"] = "I do not answer this myself: a person will look at it.",
        ["de"] = "Das beantworte ich nicht selbst: Ein Mensch wird es sich ansehen.",
        ["fr"] = "Je n’y réponds pas moi-même : une personne va l’examiner.",
        ["es"] = "No respondo a esto yo mismo: lo verá una persona.",
        ["it"] = "Non rispondo io a questo: lo esaminerà una persona.",
        ["pt"] = "Não respondo a isto sozinho: uma pessoa vai analisá-lo.",
        ["nl"] = "Dit beantwoord ik niet zelf: een medewerker kijkt ernaar.",
        ["pl"] = "Nie odpowiem na to sam: zajmie się tym człowiek.",
    };

    /// <param name="language">ISO 639-1; null when it is not known.</param>
    public static string Refusal(Policy policy, string? language) =>
        (language is not null ? policy.Refusals.GetValueOrDefault(language) : null) ?? policy.Refusals.GetValueOrDefault("default") ?? Of(Refusals, language);

    public static string Handoff(string? language) => Of(Handoffs, language);

    private static string Of(Dictionary<string, string> words, string? language) =>
        (language is not null ? words.GetValueOrDefault(language) : null) ?? words["en"];
}
