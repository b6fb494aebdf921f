namespace Parley.Redaction;

/// <summary>What is done with a finding.</summary>
public enum Treatment
{
    /// <summary>It stays.</summary>
    Keep,

    /// <summary>Its kind stands in its place, as <c>[email]</c>: nothing of it is left, not even its length.</summary>
    Mask,

    /// <summary>A placeholder stands in its place, such as <c>[EMAIL_1]</c>.</summary>
    Placeholder,
}
