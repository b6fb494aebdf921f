using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace Parley.Accounts.Tests;

/// <summary>A cheap hash, for tests that sign in by the hundreds, which counts how often a password was checked against one.</summary>
internal sealed class CountingHasher : IPasswordHasher<object>
{
    private readonly PasswordHasher<object> _hasher = new(Options.Create(new PasswordHasherOptions { IterationCount = 1_000 }));
    private int _checked;

    public int Checked => Volatile.Read(ref _checked);

    public string HashPassword(object user, string password) => _hasher.HashPassword(user, password);

    public PasswordVerificationResult VerifyHashedPassword(object user, string hashedPassword, string providedPassword)
    {
        Interlocked.Increment(ref _checked);
        return _hasher.VerifyHashedPassword(user, hashedPassword, providedPassword);
    }
}
