namespace Parley.Storage;

/// <summary>
/// The database cannot be used just now: it is not reachable, full, locked by another program or about to stop. The edge answers 503.
/// When it was thrown by a commit, whether that commit counts may be unknown, and the same unit may be sent again only if it is idempotent.
/// </summary>
public sealed class StorageUnavailableException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>The database may not be used as it is set up; the message says what is wrong and what would fix it.</summary>
public sealed class StorageSetupException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>An owner's key was destroyed: what it sealed is gone for good, and nothing new can be sealed for that owner.</summary>
public sealed class KeyShreddedException(string owner)
    : Exception($"The key of {owner} was destroyed, and with it all that it sealed.")
{
    public string Owner { get; } = owner;
}
