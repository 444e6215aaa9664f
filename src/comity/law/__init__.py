"""3 The law: packs of pages to the provisions in force for an agency on a day."""
