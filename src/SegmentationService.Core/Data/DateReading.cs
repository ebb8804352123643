namespace SegmentationService.Core.Data;

/// <summary>How the dates of a whole column are read.</summary>
/// <param name="IsMonthFirst">Whether the month stands first where both readings are dates.</param>
/// <param name="Form">How they are written: as dates, or as one kind of number; cells of another kind are no dates.</param>
/// <param name="Format">What to say in order to have another column read alike: the first part, or the kind of number; null where nothing was open.</param>
/// <param name="Words">How, as the rest of a sentence about the dates, such as <c>with the day first, as '21/7/2015' in line 2 shows</c>; null where nothing was open.</param>
internal sealed record DateReading(bool IsMonthFirst, DateForm Form, string? Format, string? Words)
{
    /// <summary>Whether a date of the column is one by this reading.</summary>
    public bool Takes(WrittenDate date) => Takes(date.Form);

    /// <summary>Whether dates of a form are dates by this reading.</summary>
    public bool Takes(DateForm form) => form <= DateForm.ShortYear ? Form == DateForm.Calendar : form == Form;
}
