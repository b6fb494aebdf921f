namespace Parley.Redaction;

/// <summary>Finds personal data and secrets in a text, in one pass whose time grows with the length of the text alone.</summary>
public static class PersonalDataFinder
{
    /// <returns>What was found, in the order of the text and without overlaps. Broken Unicode is read as letters of no language.</returns>
    public static IReadOnlyList<PersonalDatum> Find(string text, FindOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        var (walker, found) = (new Walker(options ?? FindOptions.Default), new List<PersonalDatum>());
        for (var at = 0; at < text.Length;)
        {
            at = walker.Next(text, at, final: true, found);
        }

        return found;
    }
}
