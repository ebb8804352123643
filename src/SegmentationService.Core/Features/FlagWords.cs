namespace SegmentationService.Core.Features;

/// <summary>What a value of a flag says.</summary>
internal enum Answer
{
    /// <summary>It is no value of a flag.</summary>
    None,

    /// <summary>That it is so.</summary>
    Yes,

    /// <summary>That it is not so.</summary>
    No,
}

/// <summary>The words by which flags say that something is so, or is not, in the languages of usual exports.</summary>
internal static class FlagWords
{
    private static readonly HashSet<string> Affirmations = new("yes y true t x on 1 ja j si sí s oui o sim da ✓ ✔ checked".Split(' '), StringComparer.OrdinalIgnoreCase);

    private static readonly HashSet<string> Denials = new("no n false f off 0 nein non não nao unchecked".Split(' '), StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether a word is one that flags are made of.</summary>
    public static bool IsMark(string word) => AnswerOf(word) != Answer.None;

    /// <summary>What a value says.</summary>
    /// <param name="value">The value; null where there is none.</param>
    public static Answer AnswerOf(string? value)
    {
        if (value is null) return Answer.None;
        return Affirmations.Contains(value) ? Answer.Yes : Denials.Contains(value) ? Answer.No : Answer.None;
    }
}
