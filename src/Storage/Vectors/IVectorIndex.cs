namespace Parley.Storage;

/// <summary>
/// Finds what is near in meaning, by vectors that somebody computed. What is written and removed counts once its transaction is committed, and
/// may be found a little later: whoever searches decides by <see cref="VectorScope"/> what may be seen, so that a search never mixes what
/// was with what is. Removing twice, or what is not there, is no error.
/// </summary>
public interface IVectorIndex
{
    /// <summary>Writes vectors in the place of those that have their keys. The space comes into being with its first vectors.</summary>
    /// <param name="connection">The transaction that it belongs to. It holds the space until its end: write to it last.</param>
    /// <exception cref="ArgumentException">A vector has another number of dimensions than the space, or no direction.</exception>
    Task WriteAsync(TenantConnection connection, VectorSpace space, IReadOnlyList<VectorEntry> entries);

    /// <summary>Removes the vectors of keys.</summary>
    Task RemoveAsync(TenantConnection connection, VectorSpace space, IReadOnlyList<long> keys);

    /// <summary>Removes a space that nobody searches any more, a portion at a time: a large one would hold up others.</summary>
    /// <param name="most">How many vectors go in this transaction.</param>
    /// <returns>Whether the space is gone; else there is more to remove.</returns>
    Task<bool> RemoveSpaceAsync(TenantConnection connection, VectorSpace space, int most);

    /// <summary>The spaces of a tenant, by collection and model.</summary>
    Task<IReadOnlyList<VectorSpace>> ListAsync(TenantScope tenant, CancellationToken cancellationToken = default);

    /// <summary>The same, as a transaction sees them.</summary>
    Task<IReadOnlyList<VectorSpace>> ListAsync(TenantConnection connection);

    /// <summary>The vectors nearest to a query by the cosine, nearest first: k of them, or as many as the scope allows.</summary>
    /// <returns>Nothing for a space that is not there and for a query without direction.</returns>
    /// <exception cref="ArgumentException">The query has another number of dimensions than the space.</exception>
    Task<VectorHits> SearchAsync(
        TenantScope tenant, VectorSpace space, ReadOnlyMemory<float> query, int k, VectorScope scope, CancellationToken cancellationToken = default);

    /// <summary>The cosines of some keys with a query, in no order; keys without a vector are left out. What is committed counts at once.</summary>
    /// <returns>Nothing for a space that is not there and for a query without direction.</returns>
    /// <exception cref="ArgumentException">The query has another number of dimensions than the space.</exception>
    Task<IReadOnlyList<VectorHit>> ScoreAsync(
        TenantScope tenant, VectorSpace space, ReadOnlyMemory<float> query, IReadOnlyList<long> keys, CancellationToken cancellationToken = default);
}

/// <summary>Vectors that can be compared with each other.</summary>
/// <param name="Collection">What they belong to, such as a namespace of the knowledge base; 1 to 200 characters.</param>
/// <param name="Model">The model that made them, in its version: vectors of another are other numbers for the same text.</param>
/// <param name="Dimensions">Length of each, 1 to 2000.</param>
public sealed record VectorSpace(string Collection, string Model, int Dimensions)
{
    /// <summary>The most dimensions that every index can take.</summary>
    public const int MostDimensions = 2000;
}

/// <param name="Key">The caller's number for it, unique in the space.</param>
/// <param name="Access">Whose it is to see, in the caller's words; few different ones, as each search asks about every one of them.</param>
public sealed record VectorEntry(long Key, string Access, ReadOnlyMemory<float> Vector)
{
    /// <summary>Proves that the vector can be compared with others by its direction.</summary>
    /// <exception cref="ArgumentException">It cannot; the message says why.</exception>
    public void Check(VectorSpace space)
    {
        if (Vector.Length != space.Dimensions)
        {
            throw new ArgumentException($"The vector of {Key} has {Vector.Length} dimensions where {space.Dimensions} are expected.");
        }

        if (!HasDirection(Vector.Span))
        {
            throw new ArgumentException($"The vector of {Key} has no direction: it is zero, or not made of finite numbers.");
        }
    }

    /// <summary>Whether a vector is made of finite numbers that are not all zero.</summary>
    public static bool HasDirection(ReadOnlySpan<float> vector)
    {
        var square = 0.0;
        foreach (var component in vector)
        {
            square += (double)component * component;
        }

        return double.IsFinite(square) && square > 0;
    }
}

/// <summary>What a search may find. Both tests are asked inside the search: it goes on until it has found k that pass.</summary>
public sealed record VectorScope
{
    public static readonly VectorScope Everything = new();

    /// <summary>Which words of access the asker may see; null: all.</summary>
    public Func<string, bool>? Access { get; init; }

    /// <summary>Which keys may be found, such as those of the version that the asker reads; null: all. Called often, so it must be quick.</summary>
    public Func<long, bool>? Keys { get; init; }
}

/// <param name="Score">The cosine, −1 to 1.</param>
public readonly record struct VectorHit(long Key, float Score);

/// <param name="Behind">Changes that are committed and not yet in the index that answered; 0 when it has all. Many: it is being built.</param>
public sealed record VectorHits(IReadOnlyList<VectorHit> Hits, long Behind)
{
    public static readonly VectorHits None = new([], 0);
}
