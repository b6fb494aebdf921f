namespace Parley.Moderation;

/// <summary>The categories of harm, by OpenAI's names, in the order of the scores.</summary>
public static class HarmCategories
{
    public const string Harassment = "harassment";
    public const string HarassmentThreatening = "harassment/threatening";
    public const string Hate = "hate";
    public const string HateThreatening = "hate/threatening";
    public const string Illicit = "illicit";
    public const string IllicitViolent = "illicit/violent";
    public const string SelfHarm = "self-harm";
    public const string SelfHarmIntent = "self-harm/intent";
    public const string SelfHarmInstructions = "self-harm/instructions";
    public const string Sexual = "sexual";
    public const string SexualMinors = "sexual/minors";
    public const string Violence = "violence";
    public const string ViolenceGraphic = "violence/graphic";

    public static IReadOnlyList<string> All { get; } =
    [
        Harassment, HarassmentThreatening, Hate, HateThreatening, Illicit, IllicitViolent, SelfHarm, SelfHarmIntent, SelfHarmInstructions, Sexual, SexualMinors, Violence,
        ViolenceGraphic,
    ];

    /// <returns>The place among the scores; -1 for an unknown name.</returns>
    public static int IndexOf(string category)
    {
        for (var i = 0; i < All.Count; i++)
        {
            if (All[i] == category)
            {
                return i;
            }
        }

        return -1;
    }
}
