namespace Parley.Accounts;

/// <summary>An e-mail address as it is compared and kept: trimmed, in lower case.</summary>
internal readonly record struct EmailAddress(string Text)
{
    private const int Longest = 254;

    // What has a meaning of its own in the header of a letter, which would then go to another address than this one.
    private const string Special = "<>()[],;:\\\"";

    /// <summary>What stands after the at sign, as domains are compared.</summary>
    public string Domain => Text[(Text.IndexOf('@', StringComparison.Ordinal) + 1)..] is var domain ? DomainName.Normalise(domain) ?? domain : "";

    public static bool TryParse(string? text, out EmailAddress email)
    {
        var trimmed = text?.Trim().ToLowerInvariant() ?? "";
        var at = trimmed.IndexOf('@', StringComparison.Ordinal);
        var fits = trimmed.Length <= Longest && at > 0 && at < trimmed.Length - 1 && trimmed.LastIndexOf('@') == at
            && !trimmed.Any(letter => char.IsWhiteSpace(letter) || char.IsControl(letter) || char.IsSurrogate(letter) || Special.Contains(letter));
        email = fits ? new(trimmed) : default;
        return fits;
    }

    /// <exception cref="RefusedException">It is not an e-mail address.</exception>
    public static EmailAddress Parse(string? text, string field) =>
        TryParse(text, out var email)
            ? email
            : throw new RefusedException(Refusal.Invalid(field, "This is not an e-mail address; write it like ada@example.com."));

    /// <summary>Finds the address's user without telling the address: a hash keyed with the installation's secret.</summary>
    public ValueTask<string> HashAsync(InstallationSecret secret, CancellationToken cancellationToken) =>
        secret.HashAsync("email", Text, cancellationToken);
}
