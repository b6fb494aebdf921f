namespace Parley.Safety;

/// <summary>What is done about what a guard found, from the mildest to the strictest.</summary>
public enum GuardAction
{
    /// <summary>It passes, and the finding is kept with the turn.</summary>
    Allow,

    /// <summary>What was found is taken out, the rest passes.</summary>
    Redact,

    /// <summary>It passes, and a person looks at it afterwards.</summary>
    Review,

    /// <summary>The conversation goes to a person.</summary>
    Handoff,

    /// <summary>It does not pass.</summary>
    Block,
}

/// <summary>What becomes of one kind of personal data.</summary>
public enum PersonalAction
{
    /// <summary>It stays as it is.</summary>
    Keep,

    /// <summary>Stars take its place; nobody gets it back.</summary>
    Mask,

    /// <summary>A placeholder takes its place, for which those entitled get the original back.</summary>
    Placeholder,

    /// <summary>The text that holds it is refused.</summary>
    Block,
}
