"""The rules as people read them: the page of one, the pages of all, and the search for one."""
