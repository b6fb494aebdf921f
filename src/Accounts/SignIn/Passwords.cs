using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace Parley.Accounts;

/// <summary>Hashes and checks passwords (PBKDF2), no more at once than there are processors, so that a flood of sign-ins starves nothing.</summary>
internal sealed class Passwords : IDisposable
{
    public const int Shortest = 8;
    public const int Longest = 256;

    private static readonly object NoUser = new();

    // The framework's own number for HMAC-SHA512.
    private const int Iterations = 100_000;

    private readonly IPasswordHasher<object> _hasher;
    private readonly SemaphoreSlim _room = new(Environment.ProcessorCount);
    private readonly Lazy<string> _decoy;

    public Passwords()
        : this(new PasswordHasher<object>(Options.Create(new PasswordHasherOptions { IterationCount = Iterations })))
    {
    }

    /// <param name="hasher">A cheaper one, for tests, which sign in by the hundreds.</param>
    internal Passwords(IPasswordHasher<object> hasher)
    {
        _hasher = hasher;
        _decoy = new(() => _hasher.HashPassword(NoUser, TokenText.New("")));
    }

    /// <exception cref="RefusedException">The password is too short or too long.</exception>
    public static void Check(string password)
    {
        if (password.Length is < Shortest or > Longest)
        {
            throw new RefusedException(Refusal.Invalid("password", $"The password must have {Shortest} to {Longest} characters."));
        }
    }

    public async Task<string> HashAsync(string password, CancellationToken cancellationToken)
    {
        await _room.WaitAsync(cancellationToken);
        try
        {
            return _hasher.HashPassword(NoUser, password);
        }
        finally
        {
            _room.Release();
        }
    }

    /// <param name="hash">Null when there is no such user; the answer then takes as long as for a wrong password.</param>
    public async Task<bool> VerifyAsync(string? hash, string password, CancellationToken cancellationToken)
    {
        await _room.WaitAsync(cancellationToken);
        try
        {
            var right = _hasher.VerifyHashedPassword(NoUser, hash ?? _decoy.Value, password) != PasswordVerificationResult.Failed;
            return right && hash is not null;
        }
        finally
        {
            _room.Release();
        }
    }

    public void Dispose() => _room.Dispose();
}
