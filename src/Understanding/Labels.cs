namespace Parley.Understanding;

/// <summary>What the writer of a message wants.</summary>
public static class Intents
{
    /// <summary>To know something, or to have a text, a calculation or code made.</summary>
    public const string Question = "question";

    /// <summary>To be heard about something that went wrong.</summary>
    public const string Complaint = "complaint";

    /// <summary>To have something done outside of the conversation: booked, cancelled, paid, switched on.</summary>
    public const string Transaction = "transaction";

    /// <summary>To talk: greetings, thanks, jokes, questions about the one who answers.</summary>
    public const string Chitchat = "chitchat";

    /// <summary>All of them, in the order of the model's outputs.</summary>
    public static IReadOnlyList<string> All { get; } = [Question, Complaint, Transaction, Chitchat];
}

/// <summary>What kind of work a message asks for.</summary>
public static class Tasks
{
    public const string Code = "code";
    public const string Legal = "legal";

    /// <summary>Banking, cards, taxes, investments, prices of money.</summary>
    public const string Finance = "finance";

    /// <summary>A text of the writer's own: a letter, a story, a slogan, a better wording.</summary>
    public const string Writing = "writing";

    public const string Translation = "translation";
    public const string Math = "math";
    public const string Summary = "summary";

    /// <summary>An order, a booking, an account, a device: what somebody's own things need.</summary>
    public const string Support = "support";

    /// <summary>Knowledge of any other kind.</summary>
    public const string Question = "question";

    public const string Chitchat = "chitchat";

    /// <summary>All of them, in the order of the model's outputs.</summary>
    public static IReadOnlyList<string> All { get; } =
        [Code, Legal, Finance, Writing, Translation, Math, Summary, Support, Question, Chitchat];
}
