using System.Security.Cryptography;
using System.Text;

namespace Parley.Models;

/// <summary>The kinds of ids of this room.</summary>
public static class ModelIds
{
    /// <summary>A deployment.</summary>
    public sealed class Deployment : IIdKind { public static string Prefix => "dep"; }

    /// <summary>The id of a deployment that no tenant made: the same for the same name, everywhere and always.</summary>
    internal static string OfName(string name) => $"{Deployment.Prefix}_{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)).AsSpan(0, 16))}";
}
